"""Land, borders, roads and names under the events, and whether a point can be where it is said to be."""
