"""Every public door, knocked on with whatever may come: what `knocking` lists must hold."""
