/**
 * The catalogue of what the audit looks for, each control with its id and severity; docs/egress-controls.md describes
 * them.
 */
package hyperpod.rig.egress.control;
