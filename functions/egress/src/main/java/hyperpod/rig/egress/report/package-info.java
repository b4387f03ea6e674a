/** An audit's result as text, JSON or HTML. */
package hyperpod.rig.egress.report;
