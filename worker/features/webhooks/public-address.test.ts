import fc from "fast-check";
import { expect, test } from "vitest";
import { isAddress, isPublicAddress } from "./public-address.ts";

const closed = [
  "0.0.0.0",
  "0.255.255.255",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.100.100.200",
  "100.127.255.255",
  "127.0.0.1",
  "127.255.255.254",
  "168.63.129.16",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.7",
  "203.0.113.7",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::ffff:7f00:1",
  "::127.0.0.1",
  "::8.8.8.8",
  "64:ff9b::7f00:1",
  "64:ff9b::8.8.8.8",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:0:7f00:1::",
  "2001:2::1",
  "2001:10::1",
  "2001:20::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "2002:808:808::",
  "3fff::1",
  "5f00::1",
  "fc00::1",
  "fd00:ec2::254",
  "fe80::1",
  "febf::1",
  "fec0::1",
  "ff02::1",
  "4000::1",
];

const open = [
  "1.1.1.1",
  "8.8.8.8",
  "9.255.255.255",
  "11.0.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "126.255.255.255",
  "128.0.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "192.0.1.1",
  "192.167.255.255",
  "192.169.0.1",
  "198.17.255.255",
  "198.20.0.1",
  "223.255.255.255",
  "2001:200::1",
  "2001:4860:4860::8888",
  "2003::1",
  "2606:4700:4700::1111",
  "2A00:1450:4001:81B::200E",
];

const nonsense = [
  "",
  "localhost",
  "1.1.1",
  "1.1.1.1.1",
  "1.1.1.256",
  "01.1.1.1",
  "0x7f.0.0.1",
  "2130706433",
  "127.1",
  " 8.8.8.8",
  "8.8.8.8 ",
  "8.8.8.8/32",
  "fe80::1%eth0",
  "2606:4700::1::1",
  "2606:4700:4700:0:0:0:0:1111:1",
  "2606:4700",
  "2606:47000::1",
  "2606::8.8.8.8.8",
  "8.8.8.8::1",
  ":",
  ":::",
  "[2606:4700:4700::1111]",
];

test.each(closed)("%s is an address that may not be called", (text) => {
  expect(isAddress(text)).toBe(true);
  expect(isPublicAddress(text)).toBe(false);
});

test.each(open)("%s is an address of the public network", (text) => {
  expect(isPublicAddress(text)).toBe(true);
});

test.each(nonsense)("%j is no address and may not be called", (text) => {
  expect(isAddress(text)).toBe(false);
  expect(isPublicAddress(text)).toBe(false);
});

test("no IPv6 address that carries an IPv4 address is called, whatever that one is", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(byte, byte, byte, byte), ([a, b, c, d]) => {
      const hex = [a, b, c, d].map((part) => part.toString(16).padStart(2, "0")).join("");
      const [high, low] = [hex.slice(0, 4), hex.slice(4)];
      const carriers = [
        `::ffff:${a}.${b}.${c}.${d}`,
        `::ffff:${high}:${low}`,
        `::${high}:${low}`,
        `64:ff9b::${high}:${low}`,
        `2002:${high}:${low}::1`,
        `2001:0:${high}:${low}::1`,
      ];
      expect(carriers.filter(isPublicAddress)).toEqual([]);
    }),
  );
});

test("both notations of the same address are judged alike", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
      const short = groups.map((one) => one.toString(16)).join(":");
      const long = groups.map((one) => one.toString(16).padStart(4, "0").toUpperCase()).join(":");
      expect(isAddress(short)).toBe(true);
      expect(isPublicAddress(short)).toBe(isPublicAddress(long));
    }),
  );
});
