/**
 * Personal data: in which tables and objects something of a person lies, what an export has of it and
 * what a deletion leaves. Every table of the database is listed, so that nothing is forgotten when one
 * is added. See docs/design/privacy.md.
 */
export { listMemberships, type Person, readPerson, type SharedWorkspace } from "./person.ts";
export { conditionOf } from "./condition-of.ts";
export {
  type Link,
  personTables,
  type PersonTable,
  tablesWithoutPersons,
} from "./person-tables.ts";
