"""Files that labs export: lists of genes, sets of genes, interactions. An entry each format."""
