// The hall's screen counts down by itself, by the server's clock; without this file the page is asked for again.
"use strict";

const timer = document.querySelector("[data-ends]");
if (timer) {
  const ends = Date.parse(timer.dataset.ends);
  const ahead = Date.now() - Date.parse(timer.dataset.now); // the clock of this computer counts for nothing
  const left = timer.querySelector(".left");
  const tell = () => {
    const seconds = Math.max(0, Math.floor((ends - (Date.now() - ahead)) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0) {
      clearInterval(ticking);
      setTimeout(() => location.reload(), 1000);
    }
  };
  const ticking = setInterval(tell, 1000);
}
