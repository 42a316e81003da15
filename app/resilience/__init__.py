"""Examples of resilience: what works somewhere, who thinks well of it, and who does it too."""
