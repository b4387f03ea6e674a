/** What the audit found: findings, the verdicts that follow from them, and the waivers that people answer for. */
package hyperpod.rig.egress.finding;
