const mark = "guildhall.reloaded";

/**
 * Loads the page anew, once, when a part of it is no longer on the server because a
 * newer version is: not while offline, and not again and again.
 */
export function reloadOnSkew(): void {
  addEventListener("vite:preloadError", (event) => {
    if (!navigator.onLine || sessionStorage.getItem(mark)) return;
    event.preventDefault();
    sessionStorage.setItem(mark, "1");
    location.reload();
  });
  addEventListener("load", () => setTimeout(() => sessionStorage.removeItem(mark), 10_000));
}
