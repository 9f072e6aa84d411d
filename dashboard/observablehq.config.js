// The site: its pages, its look, where it goes. Nothing is taken from the network, neither when it is built nor when it is read.
export default {
  title: "Customer value",
  root: "src",
  output: "../build/dashboard",
  pages: [
    {name: "Voice", path: "/voice"},
    {name: "Retention", path: "/retention"},
    {name: "Value", path: "/value"},
    {name: "Revenue", path: "/revenue"},
    {name: "Survival", path: "/survival"},
    {name: "SQL", path: "/sql"}
  ],
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
