"""Figures of more markers than have a panel each: the volcano plot and the heat map."""
