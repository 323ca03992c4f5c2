using MiniKafka.LoadTest.Scenarios;

namespace MiniKafka.LoadTest;

/// <summary>Finds a scenario by its name, gives it its options and lets it run.</summary>
internal static class ScenarioRunner
{
    private static readonly Dictionary<string, IScenario> Scenarios = new IScenario[]
    {
        new AppendScenario(),
        new AttackScenario(),
        new BlockedScenario(),
        new ClustersScenario(),
        new CodecScenario(),
        new ConnectionsScenario(),
        new InProcScenario(),
        new DurableScenario(),
        new FailoverScenario(),
        new FramesScenario(),
        new IdleScenario(),
        new MockScenario(),
        new PartitionsScenario(),
        new PeakScenario(),
        new RecoveryScenario(),
        new RoundTripScenario(),
        new ReplicatedScenario(),
        new StartupScenario(),
        new TcpScenario(),
        new WideScenario(),
        new WireScenario(),
    }.ToDictionary(scenario => scenario.Name, StringComparer.Ordinal);

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Length == 0 || !Scenarios.TryGetValue(arguments[0], out var scenario))
        {
            await errors.WriteLineAsync("usage: MiniKafka.LoadTest SCENARIO [--option value ...]");
            foreach (var known in Scenarios.Values.OrderBy(known => known.Name, StringComparer.Ordinal))
            {
                await errors.WriteLineAsync($"  {known.Name,-10} {known.Description}");
            }

            return 2;
        }

        try
        {
            await scenario.RunAsync(ScenarioOptions.Parse(arguments.AsSpan(1)), new FigureWriter(scenario.Name, output));
            return 0;
        }
        catch (ArgumentException wrong)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 2;
        }
    }
}
