"""What happens before the rules: plan, sheet, parameters, and whether a run can work here."""
