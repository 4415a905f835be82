import type { BrowserContextOptions, Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly device: Device;
}

type Device = keyof typeof devices;

const devices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>;

export const defaultLook: Look = { colorScheme: 'light', device: 'desktop' };

/** Every look that a page has to be seen in. */
export const looks: readonly Look[] = (['light', 'dark'] as const).flatMap((colorScheme) =>
  (['desktop', 'phone'] as const).map((device) => ({ colorScheme, device })),
);

/** What a context needs for the look; animations are reduced, so that a screenshot shows where they lead. */
export const contextOptions = ({ colorScheme, device }: Look): BrowserContextOptions => ({
  ...devices[device],
  colorScheme,
  reducedMotion: 'reduce',
});

/** Takes a picture for people to look at: `coverage/screenshots/NAME-SCHEME-DEVICE.png`. */
export async function screenshot(page: Page, name: string, { colorScheme, device }: Look): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `coverage/screenshots/${name}-${colorScheme}-${device}.png` });
}
