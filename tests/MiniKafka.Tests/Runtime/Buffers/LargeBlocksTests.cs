using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Runtime.Buffers;

public sealed class LargeBlocksTests
{
    [Fact]
    public void Blocks_that_are_held_at_once_never_overlap_and_keep_their_contents()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var held = new List<(LargeBlock Block, byte Mark)>();
        for (var step = 0; step < 2000; step++)
        {
            if (held.Count < 40 && random.Next(2) == 0)
            {
                var block = LargeBlocks.Rent(random.Next(1, 2 * 1024 * 1024));
                var mark = (byte)random.Next(256);
                Ends(block).Fill(mark);
                held.Add((block, mark));
            }
            else if (held.Count > 0)
            {
                var (block, mark) = held[random.Next(held.Count)];
                Assert.True(Ends(block).Holds(mark), $"seed {seed}, step {step}");
                block.Return();
                held.Remove((block, mark));
            }
        }

        held.ForEach(one => one.Block.Return());
    }

    [Fact]
    public void A_block_has_at_least_the_bytes_that_were_asked_for()
    {
        foreach (var bytes in new[] { 1, MemorySlab.UnitBytes, MemorySlab.UnitBytes + 1, MemorySlab.Bytes, MemorySlab.Bytes + 1 })
        {
            var block = LargeBlocks.Rent(bytes);
            Assert.InRange(block.Memory.Length, bytes, bytes + MemorySlab.UnitBytes);
            block.Return();
        }
    }

    [Fact]
    public void A_slab_hands_its_units_out_again_wherever_enough_of_them_lie_side_by_side()
    {
        var slab = new MemorySlab();
        var offsets = Enumerable.Range(0, MemorySlab.Units / 4).Select(_ => slab.Take(4)).ToList();
        Assert.True(slab.IsFull);
        Assert.Equal(-1, slab.Take(1));

        slab.Give(offsets[3], 4);
        slab.Give(offsets[5], 4);
        Assert.Equal(-1, slab.Take(5));
        slab.Give(offsets[4], 4);
        Assert.Equal(-1, slab.Take(13));
        Assert.Equal(offsets[3], slab.Take(12));
        Assert.True(slab.IsFull);

        offsets.ForEach(offset => slab.Give(offset, 4));
        Assert.True(slab.IsEmpty);
        Assert.Equal(offsets[0], slab.Take(MemorySlab.Units));
    }

    private static EdgesOfBlock Ends(LargeBlock block) => new(block);

    /// <summary>The first and the last byte of each of a block's units, which is where a neighbour would write.</summary>
    private readonly struct EdgesOfBlock(LargeBlock block)
    {
        public void Fill(byte mark)
        {
            for (var unit = 0; unit < block.Length; unit += MemorySlab.UnitBytes)
            {
                block.Memory.Span[unit] = mark;
                block.Memory.Span[Math.Min(unit + MemorySlab.UnitBytes, block.Length) - 1] = mark;
            }
        }

        public bool Holds(byte mark)
        {
            for (var unit = 0; unit < block.Length; unit += MemorySlab.UnitBytes)
            {
                if (block.Memory.Span[unit] != mark || block.Memory.Span[Math.Min(unit + MemorySlab.UnitBytes, block.Length) - 1] != mark)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
