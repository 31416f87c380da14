/** Saves a file from the page, as a browser saves a download. */
export function save(filename: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
  // the browser has to start reading first
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
