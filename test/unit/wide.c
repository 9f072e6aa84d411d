/*
 * Sums of products of 128 bits against Python's, whose whole numbers have no end.
 */
#include "unit.h"

#include <string.h>

#include "math/wide.h"

#define TERMS	3
#define TAKEN	126				/* bits of what is shifted out of a sum */

#define JOINED(high, low)	((CvmLong) ((CvmLongBits) (high) << 64 | (low)))

static const struct
{
	CvmLong		terms[TERMS][2];
	uint64_t	limbs[CVM_WIDE_LIMBS];
	bool		negative;
	int			bits;
	CvmLong		shifted;		/* by the bits above TAKEN */
}			sums[] =
{
	{{{1, 1}},
	{0x0000000000000001, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000}, false, 1, 1},
	{{{-1, 1}},
	{0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff}, true, 1, -1},
	{{{JOINED(0x7fffffffffffffff, 0xffffffffffffffff), JOINED(0x7fffffffffffffff, 0xffffffffffffffff)}},
	{0x0000000000000001, 0x0000000000000000, 0xffffffffffffffff, 0x3fffffffffffffff}, false, 254, JOINED(0x3fffffffffffffff, 0xffffffffffffffff)},
	{{{JOINED(0x8000000000000000, 0x0000000000000000), JOINED(0x7fffffffffffffff, 0xffffffffffffffff)}},
	{0x0000000000000000, 0x8000000000000000, 0x0000000000000000, 0xc000000000000000}, true, 254, JOINED(0xc000000000000000, 0x0000000000000000)},
	{{{JOINED(0x8000000000000000, 0x0000000000000000), JOINED(0x8000000000000000, 0x0000000000000000)}},
	{0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x4000000000000000}, false, 255, JOINED(0x2000000000000000, 0x0000000000000000)},
	{{{JOINED(0x0000000000000001, 0x0000000000000000), JOINED(0x0000000000000001, 0x0000000000000000)}, {-1, 1}},
	{0xffffffffffffffff, 0xffffffffffffffff, 0x0000000000000000, 0x0000000000000000}, false, 128, JOINED(0x3fffffffffffffff, 0xffffffffffffffff)},
	{{{JOINED(0x4000000000000000, 0x0000000000000000), JOINED(0x0000001000000000, 0x0000000000000000)}, {JOINED(0x4000000000000000, 0x0000000000000000), JOINED(0xfffffff000000000, 0x0000000000000000)}},
	{0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000}, false, 0, 0},
	{{{JOINED(0x7fffffffffffffff, 0xffffffffffffffff), 9007199254740992}, {JOINED(0x8000000000000000, 0x0000000000000001), 9007199254740992}, {-5, 3}},
	{0xfffffffffffffff1, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff}, true, 4, -15},
	{{{-665496014308, JOINED(0x00000000000d23f0, 0x128b2f330c5c7fd0)}, {8162940917853, -2}, {4335396123184015, JOINED(0x0000000000000069, 0x0f21ddb66cad4a26)}},
	{0x145d07e622a17740, 0xfe5e172cb5f22ae2, 0xffffffffffffffff, 0xffffffffffffffff}, true, 121, JOINED(0xfe5e172cb5f22ae2, 0x145d07e622a17740)},
	{{{JOINED(0x0254fd23a09f76b5, 0xa170b33839263059), JOINED(0x0000000000000032, 0x658cda1495e60af5)}, {35, 40454894146}, {JOINED(0x0000000000000343, 0x8f6d05584ef8aa38), 9528}},
	{0x5114ca764ee17273, 0x2b4d79b8420b769b, 0x7586414b6c919ddf, 0x0000000000000000}, false, 191, JOINED(0x3ac320a5b648ceef, 0x95a6bcdc2105bb4d)},
	{{{154172564518354, JOINED(0xffffffffffffff96, 0x6188964ef0bdfa4c)}, {JOINED(0xffffffffff390788, 0x92894f8177e12e9e), -1064655428063289809}, {34962321278893, JOINED(0xffffffffffac2e33, 0xc182e404385d15e0)}},
	{0x6ef90c512df309ba, 0x0b6fb0bd7815f773, 0x00000000000b7bc3, 0x0000000000000000}, false, 148, JOINED(0x2def0c2dbec2f5e0, 0x57ddcdbbe43144b7)},
	{{{JOINED(0xfffffffffffffffa, 0x1ff6fd3881400dfa), 135759445244}, {-33550, -3175679}, {-978604, 17330193207753879}},
	{0xdd85cbeb84082596, 0xffffff464b03533b, 0xffffffffffffffff, 0xffffffffffffffff}, true, 104, JOINED(0xffffff464b03533b, 0xdd85cbeb84082596)},
	{{{JOINED(0xfffffffc35fdeca1, 0x6d4e2c0d7121f286), -6161969373327}, {JOINED(0x000000000000008c, 0x74c9df6acc011cdd), 23511073321}, {-187, JOINED(0xfffffffffffa8cd3, 0x01c476f46c0bb74d)}},
	{0x3f01850d314d3b4c, 0x3211b315de758459, 0x000000000000153c, 0x0000000000000000}, false, 141, JOINED(0x2a786423662bbceb, 0x08b27e030a1a629a)},
	{{{-54617500498, -7}, {42989049427942, -4025222987624456960}, {96778, -2064485084120988}},
	{0x0c0c618add5fd926, 0xfffff777ebf4f6a7, 0xffffffffffffffff, 0xffffffffffffffff}, true, 108, JOINED(0xfffff777ebf4f6a7, 0x0c0c618add5fd926)},
};

static void
check_sum(size_t i)
{
	CvmWide		forth = {{0}};
	CvmWide		back = {{0}};
	int			extra = sums[i].bits > TAKEN ? sums[i].bits - TAKEN : 0;

	for (int k = 0; k < TERMS; k++)
	{
		cvm_wide_add_product(&forth, sums[i].terms[k][0], sums[i].terms[k][1]);
		cvm_wide_add_product(&back, sums[i].terms[TERMS - 1 - k][1], sums[i].terms[TERMS - 1 - k][0]);
	}
	ok(memcmp(forth.limbs, sums[i].limbs, sizeof(forth.limbs)) == 0, "a sum of products");
	ok(memcmp(&forth, &back, sizeof(CvmWide)) == 0, "in any order");
	ok(cvm_wide_is_negative(&forth) == sums[i].negative, "its sign");
	near(cvm_wide_bits(&forth), sums[i].bits, 0, "how many bits it has");
	ok(cvm_wide_shifted(&forth, extra) == sums[i].shifted, "shifted, rounded down");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++)
		check_sum(i);
	return done();
}
