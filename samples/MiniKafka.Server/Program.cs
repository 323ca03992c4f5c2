using System.Runtime.InteropServices;
using MiniKafka;
using MiniKafka.Dashboard;
using MiniKafka.Server;

// A stand-alone server for any Kafka client. One line on standard output tells the address, and another the dashboard's, if there is one; everything else goes to
// standard error. The first Ctrl-C or SIGTERM stops it cleanly, the second at once. When every broker has stopped by itself, because
// its disk failed, the server ends too, with exit code 1.
if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.Out.WriteLine(ServerArguments.Usage);
    return 0;
}

if (!ServerArguments.TryParse(args, out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(ServerArguments.Usage);
    return 2;
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var logs = new ConsoleErrorLoggerFactory();
try
{
    await using var kafka = await KafkaCluster.StartAsync(options => arguments.ApplyTo(options, logs), stopping.Token);
    await using var dashboard = arguments.DashboardPort is { } port ? await kafka.StartDashboardAsync(port, cancellationToken: stopping.Token) : null;
    Console.Out.WriteLine($"bootstrap.servers={kafka.BootstrapServers}");
    if (dashboard is not null)
    {
        Console.Out.WriteLine($"dashboard={dashboard.Address}");
    }

    await Console.Out.FlushAsync();
    try
    {
        var failures = await Task.WhenAll(kafka.Brokers.Select(broker => broker.WaitForFailureAsync(stopping.Token)));
        Console.Error.WriteLine($"No broker runs any more: {string.Join(" ", failures.Select(Failures.Tell))}");
        return 1;
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopping.");
    }
}
#pragma warning disable CA1031 // Whatever keeps the brokers from starting or running ends the server, and is told.
catch (Exception exception)
#pragma warning restore CA1031
{
    Console.Error.WriteLine(Failures.Tell(exception));
    return 1;
}

return 0;

void Stop(PosixSignalContext context)
{
    if (stopping.IsCancellationRequested)
    {
        return;
    }

    context.Cancel = true;
    stopping.Cancel();
}
