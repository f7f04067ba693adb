"""The sheets: each module makes one kind's documents from a Plan."""
