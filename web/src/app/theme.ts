import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, mergeThemeOverrides } from "@mantine/core";

/** Tones of states: a dot, a tint and a text of one hue, which pass WCAG AA on both schemes. */
export type Tone = "gray" | "blue" | "indigo" | "green" | "amber" | "red";

const base = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, monospace",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "16px" }, h3: { fontSize: "14px" } } },
  primaryColor: "indigo",
  primaryShade: { light: 7, dark: 8 },
  autoContrast: true,
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: "md" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs", visibilityToggleFocusable: true } },
    Textarea: { defaultProps: { size: "xs", autosize: true, minRows: 2 } },
    Select: { defaultProps: { size: "xs", comboboxProps: { shadow: "md" } } },
    MultiSelect: { defaultProps: { size: "xs" } },
    DateInput: { defaultProps: { size: "xs" } },
    InputWrapper: { styles: { description: { fontSize: 12 }, error: { fontSize: 12 } } },
    Checkbox: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "sm" } },
    Tabs: { defaultProps: { keepMounted: false } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: { defaultProps: { openDelay: 350, events: { hover: true, focus: true, touch: false } } },
    // The keyboard stands on the first item of an open menu; Mantine's place before it is no child that a menu may have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    MenuDivider: { defaultProps: { role: "separator" } },
    Table: { defaultProps: { verticalSpacing: 6 } },
  },
  variantColorResolver(input) {
    const colors = defaultVariantColorsResolver(input);
    if (input.variant === "filled" && input.color === "red") {
      // White on Mantine's usual red misses AA.
      return {
        ...colors,
        background: "var(--mantine-color-red-9)",
        hover: "color-mix(in oklab, var(--mantine-color-red-9) 88%, black)",
      };
    }
    const tone = `var(--mantine-color-${input.color || input.theme.primaryColor}-6)`;
    // Under the pointer, Mantine's own subtle and light variants miss AA in several hues.
    if (input.variant === "subtle") return { ...colors, hover: `color-mix(in oklab, ${tone} 8%, transparent)` };
    if (input.variant !== "light") return colors;
    return {
      ...colors,
      background: `color-mix(in oklab, ${tone} 13%, transparent)`,
      hover: `color-mix(in oklab, ${tone} 20%, transparent)`,
      color: `color-mix(in oklab, ${tone} 72%, light-dark(black, white))`,
    };
  },
});

/** The theme, in a company's own colour ("#0b7285") when it has one. */
export function themeOf(accent?: string) {
  if (!accent || !/^#[0-9a-f]{6}$/i.test(accent)) return base;
  return mergeThemeOverrides(base, { primaryColor: "accent", colors: { accent: shades(accent) } });
}

/** The operator's console looks like no company's; its seventh shade carries white text on both schemes. */
export const operatorTheme = mergeThemeOverrides(base, {
  primaryColor: "operator",
  primaryShade: 7,
  colors: {
    operator: [
      "#fff4ec", "#ffe5d3", "#fdc9a5", "#fbaa73", "#f78f49", "#f07d2f", "#e06a17", "#b34708", "#9a3d06", "#7c3004",
    ], // biome-ignore format: a scale
  },
});

/** Ten shades of a colour, light to dark, the seventh being the colour itself where it is dark enough to carry white text. */
function shades(accent: string): MantineColorsTuple {
  const mix = (share: number, other: "white" | "black") => `color-mix(in oklab, ${accent} ${share}%, ${other})`;
  const core = luminance(accent) > 0.3 ? mix(70, "black") : accent;
  return [
    mix(8, "white"), mix(16, "white"), mix(32, "white"), mix(48, "white"), mix(64, "white"), mix(82, "white"),
    accent, core, mix(luminance(accent) > 0.3 ? 62 : 88, "black"), mix(60, "black"),
  ]; // biome-ignore format: a scale
}

/** Relative luminance, WCAG 2.2. */
export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
