import "@mantine/dates/styles.css";
import "dayjs/locale/ar";
import "dayjs/locale/de";
import "dayjs/locale/en-gb";
import { DatePicker, DatesProvider } from "@mantine/dates";
import { currentLanguage } from "@/i18n";

const locales = { en: "en-gb", de: "de", ar: "ar" };

/** A month to choose a day from; loaded when it is opened first. */
export function Calendar({ value, onPick }: { value: string | undefined; onPick: (day: string | null) => void }) {
  return (
    <DatesProvider settings={{ locale: locales[currentLanguage()], firstDayOfWeek: currentLanguage() === "ar" ? 6 : 1 }}>
      <DatePicker size="xs" value={value ?? null} defaultDate={value} onChange={onPick} allowDeselect highlightToday />
    </DatesProvider>
  );
}
