/** The countries the map can be fitted to, in degrees. */

export const REGIONS = {
  belgium: { south: 49.49, west: 2.54, north: 51.51, east: 6.41 },
  switzerland: { south: 45.82, west: 5.95, north: 47.81, east: 10.5 },
  england: { south: 49.95, west: -5.8, north: 55.82, east: 1.77 },
};

export const EVERYWHERE = { south: 45.8, west: -5.8, north: 55.8, east: 10.5 };
