for (const link of document.querySelectorAll("nav a")) {
  if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
}
if (window.PagefindUI) new PagefindUI({ element: "#search", showSubResults: true });
