// What makes the pages quicker to use; each works without it.
import { Button, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink, createAll } from "../build/govuk-frontend.min.js";

for (const component of [Button, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}
