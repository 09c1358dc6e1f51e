// Asks the server whether the data are still those of this page, and has the page run again when they are not.
const EVERY_MS = 2000;

export default function ({ data, parentElement, setStateValue }) {
  async function look() {
    try {
      const answer = await fetch(data.at, { cache: "no-store" });
      const now = answer.ok ? await answer.text() : data.seen;
      if (now !== data.seen) setStateValue("changed", now);
    } catch {
      // The server is away: Streamlit says so itself.
    }
  }

  clearInterval(parentElement.atlasNews);
  parentElement.atlasNews = setInterval(look, EVERY_MS);
  return () => clearInterval(parentElement.atlasNews);
}
