using System.Net.NetworkInformation;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

/// <summary>
/// A process of its own that runs a cluster through everything that can be asked of it, disposes of it, and prints what is left:
/// threads and open files where the system lists them, ports, and objects that something still holds on to.
/// </summary>
internal static class Leftovers
{
    public const string Command = "leftovers";
    private const string ThreadPrefix = "MiniKafka";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string directory)
    {
        var (ports, witnesses) = await UseAsync(directory);

        // What completed this task is still on the stack, with the cluster in its hands.
        await Task.Yield();
        Print("thread", Threads);
        Print("file", () => OpenFiles(directory));
        Print("port", () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(end => ports.Contains(end.Port)).Select(end => $"{end}"));
        Print("object", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return witnesses.Where(witness => witness.Object.IsAlive).Select(witness => witness.Name);
        });
    }

    private static async Task<(List<int> Ports, List<(string Name, WeakReference Object)> Witnesses)> UseAsync(string directory)
    {
        var kafka = await ClusterOfThree.StartAsync(options =>
        {
            options.Listen();
            options.DataDirectory = directory;

            // Nobody waits for a heartbeat here, and a slow machine must not miss one.
            options.Properties["broker.session.timeout.ms"] = "30000";
            options.Properties["controller.quorum.fetch.timeout.ms"] = "2000";
            options.Properties["controller.quorum.election.timeout.ms"] = "1000";
            options.Properties["controller.quorum.request.timeout.ms"] = "2000";
        });
        await kafka.AddBrokerAsync();
        await using (var producer = kafka.CreateProducer<string, string>())
        {
            var leaders = await kafka.LeadersAsync();
            await SendAsync(producer);
            await leaders[0].KillAsync();
            await SendAsync(producer);
            await leaders[0].StartAsync();
            await leaders[1].PauseAsync();
            kafka.Links.Around(leaders[2]).Cut();
        }

        if (OperatingSystem.IsLinux() && (!Threads().Any() || !OpenFiles(directory).Any()))
        {
            throw new InvalidOperationException("Threads and files are not found while the cluster runs, so nothing would be found afterwards.");
        }

        var ports = kafka.BootstrapServers.Split(',').Select(address => int.Parse(address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        List<(string, WeakReference)> witnesses = [("the cluster", new WeakReference(kafka))];
        witnesses.AddRange(kafka.Nodes.Select(node => ($"broker {node.NodeId}", new WeakReference(node))));
        await kafka.DisposeAsync();
        return (ports, witnesses);

        static Task SendAsync(Producer<string, string> producer) =>
            producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, 0), new Message<string, string> { Value = "value" });
    }

    private static IEnumerable<string> Threads() => OperatingSystem.IsLinux()
        ? Directory.GetDirectories("/proc/self/task").Select(task => ReadOrNothing(Path.Combine(task, "comm"))).Where(name => name.StartsWith(ThreadPrefix, StringComparison.Ordinal))
        : [];

    private static IEnumerable<string> OpenFiles(string directory) => OperatingSystem.IsLinux()
        ? Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith(directory, StringComparison.Ordinal))
        : [];

    /// <summary>A thread may end while it is listed.</summary>
    private static string ReadOrNothing(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The system takes a moment to forget threads and ports, and the collector a round or two.</summary>
    private static void Print(string kind, Func<IEnumerable<string>> find)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        List<string> found;
        do
        {
            found = [.. find()];
            Thread.Yield();
        }
        while (found.Count > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(started) < Patience);

        found.ForEach(name => Console.WriteLine($"{kind} {name}"));
    }
}
