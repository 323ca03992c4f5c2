using System.Buffers;
using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>A codec of the user's own takes the place of a built-in one wherever batches are written and read.</summary>
public sealed class OwnCodecTests
{
    private static readonly CompressionCodecs Codecs = CompressionCodecs.Default.With(new InvertingCodec());

    [Fact]
    public async Task Producer_broker_and_consumer_use_the_codec_they_were_given()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.CompressionCodecs = Codecs;
            options.Topics.Add("t", partitions: 1);
        });
        await using var producer = kafka.CreateProducer<string, string>(new() { CompressionCodecs = Codecs, CompressionType = CompressionType.Gzip });
        Assert.Equal(0, (await producer.ProduceAsync("t", new Message<string, string> { Value = "two coffees" })).Offset);

        await using var consumer = kafka.CreateConsumer<string, string>(new() { CompressionCodecs = Codecs });
        consumer.Assign(new TopicPartitionOffset(new TopicPartition("t", 0), 0));
        Assert.Equal("two coffees", consumer.Consume().Value);
    }

    [Fact]
    public async Task A_broker_that_was_given_none_refuses_what_its_own_codec_cannot_read()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("t", partitions: 1));
        await using var producer = kafka.CreateProducer<string, string>(new() { CompressionCodecs = Codecs, CompressionType = CompressionType.Gzip });
        var refused = await Assert.ThrowsAnyAsync<KafkaException>(() => producer.ProduceAsync("t", new Message<string, string> { Value = "two coffees" }));
        Assert.Equal(ErrorCode.UnknownServerError, refused.Code);
    }

    /// <summary>Turns every bit around, under gzip's number.</summary>
    private sealed class InvertingCodec : ICompressionCodec
    {
        public CompressionType Type => CompressionType.Gzip;

        public CompressionLevels Levels => CompressionCodecs.Default.Find(CompressionType.Gzip)!.Levels;

        public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level) => Invert(source, destination);

        public DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
        {
            if (source.Length > maxBytes)
            {
                return DecompressionStatus.TooLarge;
            }

            Invert(source, destination);
            return DecompressionStatus.Done;
        }

        private static void Invert(ReadOnlySpan<byte> source, IBufferWriter<byte> destination)
        {
            var to = destination.GetSpan(source.Length);
            for (var i = 0; i < source.Length; i++)
            {
                to[i] = (byte)~source[i];
            }

            destination.Advance(source.Length);
        }
    }
}
