using System.Buffers.Binary;
using MiniKafka.Records;

namespace MiniKafka.Tests.Records;

public sealed class RecordBatchIteratorTests
{
    private static readonly byte[] s_first = TestBatches.WithValues("a", "b");
    private static readonly byte[] s_second = TestBatches.WithValues("c");

    [Fact]
    public void Whole_batches_come_in_order()
    {
        Assert.Equal((2, s_first.Length + s_second.Length, RegionEnd.Whole), Walk([.. s_first, .. s_second]));
        var counts = new List<int>();
        foreach (var batch in new RecordBatchIterator([.. s_first, .. s_second]))
        {
            counts.Add(batch.RecordCount);
        }

        Assert.Equal([2, 1], counts);
    }

    [Fact]
    public void Nothing_is_whole() => Assert.Equal((0, 0, RegionEnd.Whole), Walk([]));

    [Fact]
    public void Every_torn_tail_is_reported_where_it_begins()
    {
        for (var length = 1; length < s_second.Length; length++)
        {
            Assert.Equal((1, s_first.Length, RegionEnd.Torn), Walk([.. s_first, .. s_second[..length]]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(RecordBatchFormat.MinLength - 1)]
    public void An_impossible_length_ends_the_walk(int length)
    {
        byte[] region = [.. s_first, .. s_second];
        BinaryPrimitives.WriteInt32BigEndian(region.AsSpan(s_first.Length + RecordBatchFormat.LengthPosition), length);
        Assert.Equal((1, s_first.Length, RegionEnd.Malformed), Walk(region));
    }

    [Fact]
    public void The_largest_length_is_torn()
    {
        var region = s_first.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(region.AsSpan(RecordBatchFormat.LengthPosition), int.MaxValue);
        Assert.Equal((0, 0, RegionEnd.Torn), Walk(region));
        Assert.False(new RecordBatchView(region).IsComplete);
    }

    private static (int Batches, int Position, RegionEnd End) Walk(byte[] region)
    {
        var iterator = new RecordBatchIterator(region);
        var batches = 0;
        while (iterator.MoveNext())
        {
            Assert.True(iterator.Current.IsCrcValid);
            batches++;
        }

        return (batches, iterator.Position, iterator.End);
    }
}
