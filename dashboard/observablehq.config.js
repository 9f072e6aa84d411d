// The site: its pages, its look, where it goes. Nothing is taken from the network, neither when it is built nor when it is read.
const pages = ["Voice", "Retention", "Value", "Revenue", "Survival", "SQL"].map((name) => ({name, path: `/${name.toLowerCase()}`}));

// On a narrow screen the list at the side is folded away: there the pages stand above.
function links({path}) {
  const link = ({name, path: to}) => `<a href="${to}"${to === path ? ' aria-current="page"' : ""}>${name}</a>`;
  return `<nav>${[{name: "Overview", path: "/index"}, ...pages].map(link).join("")}</nav>`;
}

export default {
  title: "Customer value",
  root: "src",
  output: "../build/dashboard",
  pages,
  header: links,
  home: "Overview",
  style: "style.css",
  globalStylesheets: [],
  preserveExtension: true,
  linkify: false,
  toc: false,
  pager: false,
  footer: "",
  head: '<link rel="icon" href="data:,">'
};
