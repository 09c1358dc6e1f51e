// A file that was dropped on the map is put into the import's own field for files, as if it had been chosen there.
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 150;

export default function () {
  let looks = 0;
  const timer = setInterval(() => {
    const file = window.atlasDropped;
    const field = document.querySelector('[class*="st-key-import_file_"] input[type=file]');
    if (file && field) {
      const given = new DataTransfer();
      given.items.add(file);
      field.files = given.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      delete window.atlasDropped;
    }
    if (!window.atlasDropped || ++looks > MOST_LOOKS) clearInterval(timer);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
