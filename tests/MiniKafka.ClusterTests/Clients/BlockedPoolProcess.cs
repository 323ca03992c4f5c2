using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>
/// The process of <see cref="BlockedPoolProcessTests"/>: its pool has as few threads as the runtime lets it have, and all of them are blocked between its start
/// and its end. What waits for the pool meanwhile never goes on, so that the process says which step it got to and no more.
/// </summary>
internal static class BlockedPoolProcess
{
    public const string Command = "blocked-pool";
    public const string Done = "done";
    private const string Topic = "blocked";
    private const string Group = "blocked";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private const int Partitions = 4;

    public static void Run()
    {
        using var release = new ManualResetEventSlim();
        BlockPool(release);

        Say("start a cluster of three");
        var kafka = KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Listen();
            options.Topics.Add(Topic, Partitions, replicationFactor: 3);
        }).GetAwaiter().GetResult();

        Say("connect by name and produce over TCP");
        var port = kafka.BootstrapServers.Split(',')[0].Split(':')[1];
        var producer = new Producer<Null?, string>(new ProducerConfig { BootstrapServers = $"localhost:{port}", Acks = Acks.All });
        producer.ProduceAsync(Topic, new Message<Null?, string> { Value = "first" }).GetAwaiter().GetResult();

        Say("join a group and fetch");
        var first = Member(kafka);
        Expect("first", first);

        Say("rebalance when a second member comes");
        var second = Member(kafka);
        var isShared = new CancellationTokenSource();
        var firstPolls = new Thread(() => Poll(first, until: isShared.Token));
        firstPolls.Start();
        while (second.Assignment.Count == 0)
        {
            second.Consume(Moment);
        }

        Say("fetch what is produced to a partition that moved");
        producer.ProduceAsync(second.Assignment[0], new Message<Null?, string> { Value = "moved" }).GetAwaiter().GetResult();
        Expect("moved", second);

        Say("end in good order");
        release.Set();
        isShared.Cancel();
        firstPolls.Join();
        second.DisposeAsync().AsTask().GetAwaiter().GetResult();
        first.DisposeAsync().AsTask().GetAwaiter().GetResult();
        producer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        kafka.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Say(Done);
    }

    private static void BlockPool(ManualResetEventSlim until)
    {
        var threads = Environment.ProcessorCount;
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
        using var blocked = new CountdownEvent(threads);
        for (var i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    until.Wait();
                },
                null);
        }

        blocked.Wait();
    }

    private static Consumer<Null?, string> Member(KafkaCluster kafka)
    {
        var member = new Consumer<Null?, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers, GroupId = Group, AutoOffsetReset = AutoOffsetReset.Earliest,
        });
        member.Subscribe(Topic);
        return member;
    }

    private static void Expect(string value, Consumer<Null?, string> consumer)
    {
        var result = consumer.Consume();
        if (result.Value != value)
        {
            throw new InvalidOperationException($"'{value}' was expected, '{result.Value}' came.");
        }
    }

    private static void Poll(Consumer<Null?, string> consumer, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            consumer.Consume(Moment);
        }
    }

    private static void Say(string step) => Console.Out.WriteLine(step);
}
