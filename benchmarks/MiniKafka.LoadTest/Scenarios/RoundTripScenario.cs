using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.LoadTest.InProcess;
using MiniKafka.LoadTest.Wire;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// One record at a time, awaited before the next: in memory, over loopback TCP, over one raw connection, and a raw ping-pong over loopback. They
/// take turns in short rows, so that the machine is the same for all.
/// </summary>
internal sealed class RoundTripScenario : IScenario
{
    private const int RowLength = 500;
    private const int WarmUpRows = 20;
    private const int ValueBytes = 100;

    public string Name => "roundtrip";

    public string Description => "one awaited record in memory and over TCP beside a raw connection and a raw ping-pong (--rows 40)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.Topics.Add(OwnClients.Topic, 1);
            cluster.Listen();
        });
        await using var inMemory = kafka.CreateProducer<Null?, byte[]?>(OwnClients.Defaults);
        var overTcpConfig = OwnClients.Defaults;
        overTcpConfig.BootstrapServers = kafka.BootstrapServers;
        await using var overTcp = new Producer<Null?, byte[]?>(overTcpConfig);
        using var wire = WireConnection.Open(kafka.BootstrapServers);
        var frame = WireFrames.Produce(OwnClients.Topic, WireFrames.Batch(maxBytes: 2 * ValueBytes, ValueBytes).Bytes);
        using var pingPong = new PingPong();

        var (memory, tcp, one, raw) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var row = -WarmUpRows; row < options.Number("rows", 40); row++)
        {
            await ProduceAsync(inMemory, memory, row);
            await ProduceAsync(overTcp, tcp, row);
            for (var i = 0; i < RowLength; i++)
            {
                Note(one, row, Produce(wire, frame));
            }

            for (var i = 0; i < RowLength; i++)
            {
                Note(raw, row, pingPong.Run());
            }
        }

        figures.Write("in memory, median", FigureWriter.Median(memory), "µs");
        figures.WriteMedians("median", [("over TCP", tcp), ("one raw connection", one), ("raw ping-pong", raw)], "µs");
    }

    private static async Task ProduceAsync(Producer<Null?, byte[]?> producer, List<double> times, int row)
    {
        var message = new Message<Null?, byte[]?> { Value = new byte[ValueBytes] };
        for (var i = 0; i < RowLength; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await producer.ProduceAsync(OwnClients.Topic, message);
            Note(times, row, Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }
    }

    private static double Produce(WireConnection wire, byte[] frame)
    {
        var started = Stopwatch.GetTimestamp();
        wire.Send(frame);
        wire.Receive();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static void Note(List<double> times, int row, double microseconds)
    {
        if (row >= 0)
        {
            times.Add(microseconds);
        }
    }
}
