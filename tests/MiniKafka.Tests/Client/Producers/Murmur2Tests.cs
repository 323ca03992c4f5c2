using System.Text.Json;
using MiniKafka.Client.Producers.Partitioning;

namespace MiniKafka.Tests.Client.Producers;

public sealed class Murmur2Tests
{
    [SharedFact]
    public void Hashes_and_partitions_are_those_of_the_Java_producer()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(SharedFactAttribute.PathOf("golden", "vectors", "vectors.json")));
        var rows = vectors.RootElement.GetProperty("murmur2").EnumerateArray().ToList();
        Assert.True(rows.Count > 100);
        foreach (var row in rows)
        {
            var key = Convert.FromHexString(row.GetProperty("key").GetString()!);
            Assert.Equal(row.GetProperty("hash").GetInt32(), Murmur2.Hash(key));
            Assert.Equal(row.GetProperty("of3").GetInt32(), Murmur2.Partition(key, 3));
            Assert.Equal(row.GetProperty("of7").GetInt32(), Murmur2.Partition(key, 7));
            Assert.Equal(row.GetProperty("of100").GetInt32(), Murmur2.Partition(key, 100));
        }
    }

    [Theory]
    [InlineData("", 275646681)]
    [InlineData("a", -1563381124)]
    public void Known_hashes(string key, int hash) => Assert.Equal(hash, Murmur2.Hash(System.Text.Encoding.UTF8.GetBytes(key)));
}
