"use strict";
// The refresh in the page would lose what follows the address.
{
  const to = document.currentScript?.dataset.to;
  const [path, place] = to?.split("#") ?? [];
  if (path) location.replace(path + location.search + (location.hash || (place ? `#${place}` : "")));
}
