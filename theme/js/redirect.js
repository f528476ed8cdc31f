"use strict";
// The refresh in the page would lose what follows the address.
{
  const to = document.currentScript?.dataset.to;
  if (to) location.replace(to + location.search + location.hash);
}
