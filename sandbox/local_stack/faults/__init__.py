"""The fault campaign: whole executions, each with one thing that goes wrong, judged by the control planes."""
