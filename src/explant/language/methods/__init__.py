"""The methods in sentences, made from the plan: only what the study uses is told."""
