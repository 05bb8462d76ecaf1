/** A navigation that does not fit opens where its current entry is. Only it is scrolled: the page stays where it is. */

const SCROLLED = [".tabs", ".shell-more", ".shell-nav"];

function show(entry: Element): void {
  for (const selector of SCROLLED) showIn(entry.closest(selector), entry);
}

function showIn(row: Element | null, entry: Element): void {
  if (row === null) return;
  const [is, seen] = [entry.getBoundingClientRect(), row.getBoundingClientRect()];
  if (is.left < seen.left || is.right > seen.right) row.scrollLeft += (is.left + is.right - seen.left - seen.right) / 2;
  if (is.top < seen.top || is.bottom > seen.bottom) row.scrollTop += (is.top + is.bottom - seen.top - seen.bottom) / 2;
}

const currentIn = (root: ParentNode) => root.querySelectorAll(`:is(${SCROLLED.join()}) [aria-current="page"]`);

for (const entry of currentIn(document)) show(entry);

// On a telephone the rest of the navigation has no place before it is opened.
document.getElementById("more")?.addEventListener("toggle", () => {
  for (const entry of currentIn(document)) show(entry);
});
