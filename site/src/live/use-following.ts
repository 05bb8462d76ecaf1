import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Nearer to the end than this, a person reads what comes. */
const AT_END_PX = 48;

/**
 * A region that scrolls to its newest line as `content` changes, unless the person has scrolled back to read.
 * `goToEnd` follows again.
 */
export function useFollowing<Region extends HTMLElement>(content: unknown) {
  const region = useRef<Region>(null);
  const [isFollowing, setFollowing] = useState(true);
  const scrollToEnd = () => region.current?.scrollTo({ top: region.current.scrollHeight, behavior: "instant" });
  useLayoutEffect(() => {
    if (isFollowing) scrollToEnd();
  }, [content, isFollowing]);
  // The region itself may become smaller: a notice above it, a telephone that is turned.
  useLayoutEffect(() => {
    if (!isFollowing || region.current === null) return undefined;
    const observer = new ResizeObserver(scrollToEnd);
    observer.observe(region.current);
    return () => observer.disconnect();
  }, [isFollowing]);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = region.current ?? document.documentElement;
    setFollowing(scrollHeight - scrollTop - clientHeight < AT_END_PX);
  };
  return { region, isFollowing, onScroll, goToEnd: () => setFollowing(true) };
}

/** Enough for the navigation at the bottom of a telephone. */
const LEFT_BELOW_PX = 72;

/** Gives an element what is left of the window below it, so that the page itself need not be scrolled. */
export function useRestOfWindow<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  useLayoutEffect(() => {
    const fit = () => {
      const box = element.current;
      if (box === null) return;
      const padding = Number.parseFloat(getComputedStyle(box.closest("main") ?? box).paddingBottom) || 0;
      const below = Math.min(padding, LEFT_BELOW_PX);
      const top = box.getBoundingClientRect().top + window.scrollY;
      box.style.setProperty("--rest", `${Math.floor(window.innerHeight - top - below)}px`);
    };
    fit();
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, []);
  return element;
}
