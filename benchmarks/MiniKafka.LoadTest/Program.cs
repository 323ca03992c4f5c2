using MiniKafka.LoadTest;

return await ScenarioRunner.RunAsync(args, Console.Out, Console.Error);
