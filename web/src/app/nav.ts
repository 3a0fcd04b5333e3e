import {
  IconAddressBook, IconAdjustments, IconBell, IconBox, IconBuildingWarehouse, IconCash, IconCategory, IconChecklist, IconClipboardCheck,
  IconFileDescription, IconFileInvoice, IconHome, IconLayoutKanban, IconMail, IconMessage2, IconReceiptRefund, IconReportMoney,
  IconSettings, IconShoppingCart, IconStack2, IconTruckDelivery, IconUsers,
} from "@tabler/icons-react"; // biome-ignore format: a list
import type { ComponentType } from "react";

/** One entry of the navigation: shown to those who may see its entity. */
export interface NavEntry {
  /** Key of its words: nav.<key>, unless it is an entity's. */
  key: string;
  to: string;
  /** What the list is asked for, where the entry is more than the list. */
  search?: Record<string, string>;
  icon: ComponentType<{ size?: number | string; stroke?: number }>;
  /** The entity whose permission it needs; none for everybody's. */
  entity?: string;
  /** The letter after G that goes there. */
  letter?: string;
}

export interface NavGroup {
  key: string;
  entries: NavEntry[];
}

/** The navigation, in the order of a business: who, what was agreed, what is delivered, what is paid. */
export const navigation: NavGroup[] = [
  {
    key: "",
    entries: [
      { key: "home", to: "/", icon: IconHome, letter: "h" },
      { key: "inbox", to: "/inbox", icon: IconBell, letter: "n" },
    ],
  },
  {
    key: "sales",
    entries: [
      { key: "pipeline", to: "/pipeline", icon: IconLayoutKanban, entity: "crm.lead", letter: "l" },
      { key: "crm.client", to: "/clients", icon: IconUsers, entity: "crm.client", letter: "c" },
      { key: "crm.contact", to: "/contacts", icon: IconAddressBook, entity: "crm.contact" },
      { key: "sales.quote", to: "/quotes", icon: IconFileDescription, entity: "sales.quote", letter: "q" },
      { key: "sales.order", to: "/orders", icon: IconShoppingCart, entity: "sales.order", letter: "o" },
      { key: "crm.activity", to: "/activities", icon: IconChecklist, entity: "crm.activity", letter: "a" },
    ],
  },
  {
    key: "warehouse",
    entries: [
      { key: "picking", to: "/picking", icon: IconClipboardCheck, entity: "sales.shipment", letter: "k" },
      { key: "sales.shipment", to: "/shipments", icon: IconTruckDelivery, entity: "sales.shipment", letter: "s" },
      { key: "stock", to: "/stock", icon: IconBuildingWarehouse, entity: "inventory.level", letter: "w" },
      { key: "catalog.product", to: "/products", icon: IconBox, entity: "catalog.product", letter: "p" },
      { key: "catalog.category", to: "/categories", icon: IconCategory, entity: "catalog.category" },
      { key: "inventory.adjustment", to: "/adjustments", icon: IconAdjustments, entity: "inventory.adjustment" },
      { key: "catalog.price_list", to: "/price-lists", icon: IconStack2, entity: "catalog.price_list" },
    ],
  },
  {
    key: "money",
    entries: [
      { key: "billing.invoice", to: "/invoices", icon: IconFileInvoice, entity: "billing.invoice", letter: "i" },
      { key: "billing.payment", to: "/payments", icon: IconCash, entity: "billing.payment", letter: "y" },
      { key: "billing.credit_note", to: "/credit-notes", icon: IconReceiptRefund, entity: "billing.credit_note" },
      { key: "billing.reminder", to: "/reminders", icon: IconReportMoney, entity: "billing.reminder" },
    ],
  },
  {
    key: "service",
    entries: [
      { key: "communications.message", to: "/messages", icon: IconMail, entity: "communications.message", letter: "m" },
      { key: "sales.survey", to: "/surveys", icon: IconMessage2, entity: "sales.survey" },
    ],
  },
  { key: "company", entries: [{ key: "settings", to: "/settings", icon: IconSettings, letter: "," }] },
];
