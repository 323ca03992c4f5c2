using System.Diagnostics;
using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Programs;

/// <summary>The stand-alone server: its switches, the one line on standard output, and its end.</summary>
public sealed class ServerTests
{
    private const string Server = "MiniKafka.Server";

    [Fact]
    public async Task Help_lists_every_switch_and_is_no_error()
    {
        var run = await ProgramRun.OfAsync(Server, "", "--port", "0", "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.All(
            ["--brokers", "--port", "--data-dir", "--properties", "--property", "--topic", "--cut-damaged-metadata", "--help"],
            name => Assert.Contains($"  {name} ", run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'--port' needs a value", "--port")]
    [InlineData("--port takes a number from 0 to 65535, not '70000'", "--port", "70000")]
    [InlineData("--port 65535 leaves no ports for 2 brokers", "--port", "65535", "--brokers", "2")]
    [InlineData("--brokers takes a number from 1 to 100, not '0'", "--brokers", "0")]
    [InlineData("--property takes KEY=VALUE, not 'num.partitions'", "--property", "num.partitions")]
    [InlineData("There is no file 'nowhere.properties'", "--properties", "nowhere.properties")]
    [InlineData("--topic takes NAME, NAME:PARTITIONS or NAME:PARTITIONS:REPLICATION, not 'orders:six'", "--topic", "orders:six")]
    [InlineData("There is no switch '--prot'", "--prot", "9092")]
    public async Task A_wrong_switch_is_told_with_the_usage(string complaint, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(Server, "", arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(complaint, run.Errors, StringComparison.Ordinal);
        Assert.Contains("minikafka [--brokers N]", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num.partitions", "--property", "num.partitions=many")]
    [InlineData("no.such.key", "--property", "no.such.key=1")]
    [InlineData("orders", "--topic", "orders:1:2")]
    public async Task A_start_that_cannot_be_is_told_in_a_sentence(string named, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(Server, "", ["--port", "0", .. arguments]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_what_its_switches_say_until_it_is_told_to_stop()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "auto.create.topics.enable=true\nnum.partitions=9\n");
        using var server = ProgramRun.Start(
            Server, "--port", "0", "--brokers", "2", "--topic", "orders:3:2", "--topic", "bills", "--topic", "notes:2", "--properties", file, "--property", "num.partitions=4");
        var errors = server.StandardError.ReadToEndAsync();
        try
        {
            var line = await server.StandardOutput.ReadLineAsync();
            Assert.Matches(@"^bootstrap\.servers=127\.0\.0\.1:\d+,127\.0\.0\.1:\d+$", line);
            await using var producer = new Producer<string, string>(new ProducerConfig { BootstrapServers = line!.Split('=')[1], Acks = Acks.All });
            foreach (var partition in new TopicPartition[] { new("orders", 2), new("bills", 3), new("notes", 1), new("made on first use", 0), new("made-on-first-use", 3) })
            {
                var sending = producer.ProduceAsync(partition, new Message<string, string> { Value = "v" });
                if (partition.Topic.Contains(' ', StringComparison.Ordinal))
                {
                    Assert.Equal(ErrorCode.InvalidTopicException, (await Assert.ThrowsAnyAsync<KafkaException>(() => sending)).Code);
                }
                else
                {
                    Assert.Equal(0, (await sending).Offset);
                }
            }
        }
        finally
        {
            Interrupt(server);
            File.Delete(file);
        }

        var run = await ProgramRun.EndOfAsync(server, server.StandardOutput.ReadToEndAsync(), errors);
        Assert.Equal("", run.Output);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(run.ExitCode == 0, run.Errors);
        }
    }

    /// <summary>SIGTERM; Windows has none, and there the server is killed.</summary>
    private static void Interrupt(Process server)
    {
        if (OperatingSystem.IsWindows())
        {
            server.Kill();
            return;
        }

        using var kill = Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
