// The hall's screen counts down by itself, by the server's clock; without this file the page is asked for again.
"use strict";

const told = (seconds) => {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60)];
  if (days) return `${days} 天 ${hours} 小时`;
  if (hours) return `${hours} 小时 ${minutes % 60} 分`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
};

const timer = document.querySelector("[data-ends]");
if (timer) {
  const ends = Date.parse(timer.dataset.ends);
  const ahead = Date.now() - Date.parse(timer.dataset.now); // the clock of this computer counts for nothing
  const left = timer.querySelector(".left");
  const tell = () => {
    const seconds = Math.max(0, Math.floor((ends - (Date.now() - ahead)) / 1000));
    left.textContent = told(seconds);
    if (seconds === 0) {
      clearInterval(ticking);
      setTimeout(() => location.reload(), 1000);
    }
  };
  const ticking = setInterval(tell, 1000);
}
