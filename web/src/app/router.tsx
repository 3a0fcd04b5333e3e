import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
} from "@tanstack/react-router";
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
  operatorPage("/security", "Security"),
  operatorPage("/plans", "Plans"),
  operatorPage("/flags", "Flags"),
]);

// A company's own.
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Inside });
const at = <const P extends string>(path: P, component: RouteComponent) =>
  createRoute({ getParentRoute: () => inside, path, component });
const company = inside.addChildren([
  at(
    "/",
    lazyRouteComponent(() => import("@/modules/home"), "Home"),
  ),
  at(
    "/inbox",
    lazyRouteComponent(() => import("@/modules/inbox"), "Inbox"),
  ),
  at(
    "/profile",
    lazyRouteComponent(() => import("@/modules/profile"), "Profile"),
  ),
  at(
    "/settings",
    lazyRouteComponent(() => import("@/modules/settings"), "Settings"),
  ),
  at(
    "/settings/$section",
    lazyRouteComponent(() => import("@/modules/settings"), "Settings"),
  ),
  at(
    "/pipeline",
    lazyRouteComponent(() => import("@/modules/crm/PipelinePage"), "PipelinePage"),
  ),
  at(
    "/picking",
    lazyRouteComponent(() => import("@/modules/warehouse/PickList"), "PickList"),
  ),
  at(
    "/picking/$id",
    lazyRouteComponent(() => import("@/modules/warehouse/PickPage"), "PickPage"),
  ),
  at(
    "/stock",
    lazyRouteComponent(() => import("@/modules/warehouse/StockPage"), "StockPage"),
  ),
  at(
    "/$plural",
    lazyRouteComponent(() => import("@/pages/ListPage"), "ListPage"),
  ),
  at(
    "/$plural/new",
    lazyRouteComponent(() => import("@/pages/CreatePage"), "CreatePage"),
  ),
  at(
    "/$plural/$id",
    lazyRouteComponent(() => import("@/pages/RecordPage"), "RecordPage"),
  ),
]);

/** Every address of the application. */
export const router = createRouter({
  routeTree: root.addChildren([console, company]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  scrollRestoration: true,
});

/** Loads the code of the page that the address leads to, which takes its time: nothing waits for it here. */
export function loadPage(): void {
  const routes: Record<string, AnyRoute> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    const route = routes[routeId];
    if (route) void router.loadRouteChunk(route);
  }
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
