// Opens every page of a site in a browser at two widths, and prints a line of JSON for each: what it shows, and what went wrong. For test/t/dashboard.pl.
//   node dashboard/browse.js FOLDER CHROMIUM PAGE... ; SHOTS=folder keeps pictures of them, SCHEME=dark shows the other look
import {chromium} from "playwright-core";
import {serve} from "./serve.js";

const [folder, executablePath, ...pages] = process.argv.slice(2);
const server = await serve(folder, 0);
const site = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({executablePath, args: ["--no-sandbox"]});

const marks = ["line", "area", "bar", "rect", "cell", "dot"].map((mark) => `g[aria-label="${mark}"] > *`).join();
const drawn = `.no-data, .tile .big, tbody tr, ${marks}`;

// Nothing is under way any more, and what is to be drawn is; one that stays blank for a minute is reported by seen().
async function settled(page) {
  await page.waitForFunction(() => document.readyState === "complete" && !document.querySelector("observablehq-loading"));
  await page.waitForFunction((drawn) => [...document.querySelectorAll("[data-view]")].every((node) => node.querySelector(drawn)), drawn).catch(() => {});
}

// What a reader sees, in the page itself
function seen(drawn) {
  const texts = (selector, key) => Object.fromEntries([...document.querySelectorAll(selector)].map((node) => [key(node), node.textContent.trim()]));
  const all = (selector) => document.querySelectorAll(selector).length;
  const views = [...document.querySelectorAll("[data-view]")];
  return {
    views: views.map((node) => node.dataset.view),
    empty: views.filter((node) => node.querySelector(".no-data")).length,
    blank: views.filter((node) => !node.querySelector(drawn)).map((node) => node.dataset.view),
    errors: all(".observablehq--error"),
    metrics: texts("[data-metric]", (node) => node.dataset.metric),
    tiles: texts(".tile:has([data-metric])", (node) => node.querySelector("[data-metric]").dataset.metric),
    forecast: texts("[data-forecast]", (node) => node.dataset.forecast),
    captions: texts("figure[data-view] > figcaption", (node) => node.parentNode.dataset.view),
    links: [...document.querySelectorAll("[data-view] a")].map((node) => node.getAttribute("href")),
    ids: [...document.querySelectorAll("h2[id]")].map((node) => node.id),
    too_wide: document.documentElement.scrollWidth > innerWidth
  };
}

// Readers are on both sides of the day's border: dates are those of the database all the same.
for (const [width, timezoneId] of [[1280, "America/Los_Angeles"], [400, "Pacific/Auckland"]]) {
  const context = await browser.newContext({viewport: {width, height: 900}, timezoneId, colorScheme: process.env.SCHEME ?? "light"});
  context.setDefaultTimeout(60000); // the machine may be busy
  for (const name of pages) {
    const page = await context.newPage();
    const problems = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => request.url().startsWith(site) || request.url().startsWith("data:") || problems.push(`asks ${request.url()}`));
    await page.goto(`${site}${name}.html`);
    await settled(page);
    if (process.env.SHOTS) await page.screenshot({path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true});
    console.log(JSON.stringify({page: name, width, problems, ...(await page.evaluate(seen, drawn))}));
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
