import classes from "./home.module.css";

const width = 220;
const height = 36;

/** The course of some numbers, without a scale; what it says stands beside it. */
export function Sparkline({ values }: { values: number[] }) {
  return (
    <svg className={classes.spark} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <path className={classes.ground} d={`M0 ${height - 0.5}H${width}`} />
      <path className={classes.bars} d={bars(values)} />
    </svg>
  );
}

/** A bar for each number that is above zero, the highest as high as the picture. */
function bars(values: number[]): string {
  const most = Math.max(...values, 0);
  const step = width / Math.max(values.length, 1);
  return values
    .map((value, at) => ({ x: at * step + 0.5, tall: most > 0 ? (Math.max(value, 0) / most) * height : 0 }))
    .filter((bar) => bar.tall > 0)
    .map((bar) => `M${bar.x.toFixed(2)} ${height}v${(-bar.tall).toFixed(2)}h${(step - 1.5).toFixed(2)}V${height}z`)
    .join("");
}
