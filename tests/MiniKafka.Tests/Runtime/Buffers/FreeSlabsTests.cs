using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Runtime.Buffers;

public sealed class FreeSlabsTests
{
    private readonly FreeSlabs _free = new();

    [Fact]
    public void What_lies_free_from_one_look_to_the_next_goes()
    {
        Keep(3);
        Assert.Equal(0, _free.Shrink());
        Assert.Equal(3L * MemorySlab.Bytes, _free.Bytes);
        Assert.Equal(3L * MemorySlab.Bytes, _free.Shrink());
        Assert.Equal(0, _free.Bytes);
        Assert.Null(_free.Take());
    }

    [Fact]
    public void What_is_needed_between_two_looks_stays()
    {
        Keep(3);
        for (var look = 0; look < 5; look++)
        {
            MemorySlab?[] taken = [_free.Take(), _free.Take(), _free.Take()];
            Assert.All(taken, Assert.NotNull);
            Assert.All(taken, slab => _free.Keep(slab!));
            _free.Shrink();
        }

        Assert.Equal(3L * MemorySlab.Bytes, _free.Bytes);
    }

    [Fact]
    public void Of_several_only_those_go_that_were_not_needed()
    {
        Keep(3);
        _free.Shrink();
        _free.Keep(_free.Take()!);
        _free.Shrink();
        Assert.Equal(MemorySlab.Bytes, _free.Bytes);
    }

    private void Keep(int slabs)
    {
        for (var i = 0; i < slabs; i++)
        {
            _free.Keep(new MemorySlab());
        }
    }
}
