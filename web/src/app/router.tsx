import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { Inside } from "./Inside";
import { NotFound, RouteProblem } from "./NotFound";
import { parseSearch, type Search, stringifySearch } from "./search";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: RouteProblem,
  validateSearch: (s) => s as Search,
});

// The operator's console.
const operator = createRoute({
  getParentRoute: () => root,
  path: "/operator",
  component: lazyRouteComponent(() => import("@/modules/operator"), "Console"),
});
const operatorPage = <const P extends string>(path: P, name: keyof typeof import("@/modules/operator")) =>
  createRoute({ getParentRoute: () => operator, path, component: lazyRouteComponent(() => import("@/modules/operator"), name) });
const console = operator.addChildren([
  operatorPage("/", "Overview"),
  operatorPage("/tenants", "Tenants"),
  operatorPage("/tenants/$id", "TenantPage"),
  operatorPage("/shards", "Shards"),
  operatorPage("/jobs", "Jobs"),
  operatorPage("/schedules", "Schedules"),
  operatorPage("/dead-letters", "DeadLetters"),
  operatorPage("/alerts", "Alerts"),
  operatorPage("/health", "Health"),
  operatorPage("/audit", "Audit"),
  operatorPage("/people", "People"),
  operatorPage("/plans", "Plans"),
  operatorPage("/flags", "Flags"),
]);

// A company's own.
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Inside });
const own = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("@/modules/home"), "Home"),
});
const inbox = createRoute({
  getParentRoute: () => inside,
  path: "/inbox",
  component: lazyRouteComponent(() => import("@/modules/inbox"), "Inbox"),
});
const profile = createRoute({
  getParentRoute: () => inside,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/modules/profile"), "Profile"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/modules/settings"), "Settings"),
});
const section = createRoute({
  getParentRoute: () => inside,
  path: "/settings/$section",
  component: lazyRouteComponent(() => import("@/modules/settings"), "Settings"),
});
const list = createRoute({
  getParentRoute: () => inside,
  path: "/$plural",
  component: lazyRouteComponent(() => import("@/pages/ListPage"), "ListPage"),
});
const create = createRoute({
  getParentRoute: () => inside,
  path: "/$plural/new",
  component: lazyRouteComponent(() => import("@/pages/CreatePage"), "CreatePage"),
});
const record = createRoute({
  getParentRoute: () => inside,
  path: "/$plural/$id",
  component: lazyRouteComponent(() => import("@/pages/RecordPage"), "RecordPage"),
});
const company = inside.addChildren([own, inbox, profile, settings, section, list, create, record]);

/** Every address of the application. */
export const router = createRouter({
  routeTree: root.addChildren([console, company]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
