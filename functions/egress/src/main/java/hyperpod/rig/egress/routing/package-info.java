/** Route tables: which route wins for which addresses. */
package hyperpod.rig.egress.routing;
