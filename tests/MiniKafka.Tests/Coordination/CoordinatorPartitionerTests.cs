using MiniKafka.Coordination;

namespace MiniKafka.Tests.Coordination;

/// <summary>Where Kafka puts a group: facts from directories it wrote.</summary>
public sealed class CoordinatorPartitionerTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("g-static", 0)]
    [InlineData("g-classic", 1)]
    [InlineData("g-crash", 2)]
    public void An_id_belongs_where_Kafka_puts_it(string id, int expected) =>
        Assert.Equal(expected, CoordinatorPartitioner.PartitionFor(id, 3));

    [Fact]
    public void The_hash_without_a_magnitude_counts_as_zero() =>
        Assert.Equal(0, CoordinatorPartitioner.PartitionFor("polygenelubricants", 50));
}
