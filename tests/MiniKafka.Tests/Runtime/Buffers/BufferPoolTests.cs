using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Runtime.Buffers;

public sealed class BufferPoolTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(16_384)]
    [InlineData(50_000)]
    [InlineData(1_000_000)]
    public void Buffers_that_are_out_together_share_no_bytes(int size)
    {
        var pool = new BufferPool(size);
        var buffers = Enumerable.Range(0, 200).Select(_ => PooledBuffer.Rent(pool)).ToList();

        for (var i = 0; i < buffers.Count; i++)
        {
            Assert.Equal(size, buffers[i].Length);
            buffers[i].Span.Fill((byte)i);
        }

        for (var i = 0; i < buffers.Count; i++)
        {
            Assert.Equal(-1, buffers[i].Span.IndexOfAnyExcept((byte)i));
        }

        buffers.ForEach(buffer => buffer.Release());
        pool.Close();
    }

    [Fact]
    public void The_buffer_that_came_back_last_goes_out_first()
    {
        var pool = new BufferPool(16_384);
        var (first, second) = (pool.Take(), pool.Take());
        pool.Return(second);
        pool.Return(first);

        Assert.Equal(first, pool.Take());
        Assert.Equal(second, pool.Take());
    }

    [Fact]
    public void A_closed_pool_gives_its_memory_back_when_the_last_buffer_has_come_home()
    {
        var pool = new BufferPool(16_384);
        var (here, late) = (pool.Take(), pool.Take());
        pool.Return(here);
        Assert.NotEqual(0, pool.HeldBytes);

        pool.Close();
        Assert.NotEqual(0, pool.HeldBytes);

        pool.Return(late);
        Assert.Equal(0, pool.HeldBytes);
    }

    [Fact]
    public void A_pool_that_is_open_keeps_what_came_back()
    {
        var pool = new BufferPool(16_384);
        pool.Return(pool.Take());
        var held = pool.HeldBytes;

        for (var i = 0; i < 100; i++)
        {
            pool.Return(pool.Take());
        }

        Assert.Equal(held, pool.HeldBytes);
        pool.Close();
    }
}
