"""What every figure is made of: colors, sizes, axes, marks, and files."""
